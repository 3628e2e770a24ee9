use super::*;

fn example(class: usize, features: &[u64]) -> Example {
    Example { class, features: [features.to_vec(), Vec::new()], related: Vec::new(), prior: Vec::new() }
}

/// A model, and the features by number.
#[derive(Default)]
struct Numbered {
    model: Model,
    ids: Vec<u64>,
}

impl std::ops::Deref for Numbered {
    type Target = Model;

    fn deref(&self) -> &Model {
        &self.model
    }
}

/// The model of examples whose classes answer for themselves.
fn train(examples: Vec<Example>, classes: usize) -> Numbered {
    let ranks: Vec<usize> = (0..classes).collect();
    let described = vec![[0.0; WIDTH]; classes];
    let mut all = Examples::default();
    examples.into_iter().for_each(|example| all.push(example));
    let of = |matrix: Matrix| {
        let model = matrix.model(&matrix.train(&described), described);
        Numbered { model, ids: matrix.features }
    };
    Matrix::of(&all, &ranks).map(of).unwrap_or_default()
}

fn score(model: &Numbered, class: usize, features: &[u64]) -> f32 {
    let known = |f| model.ids.iter().position(|&id| id == f).map(|number| model.features[number]);
    let value = |f| known(f).map_or(model.unknown_value, |learned| learned.value);
    let norm = (2.0 * features.iter().map(|&f| value(f).powi(2)).sum::<f32>()).sqrt();
    let sum: f32 = features
        .iter()
        .filter_map(|&f| known(f))
        .map(|l| {
            let own = model.rows[l.row as usize].iter().find(|(k, _)| *k as usize == class).map_or(0.0, |(_, w)| *w);
            l.feature_bias + own + l.value * model.class_bias[class]
        })
        .sum();
    sum / norm
}

#[test]
fn two_examples_suffice_and_their_order_does_not_matter() {
    let mut examples =
        vec![example(0, &[1, 2, 9]), example(0, &[1, 3, 9]), example(2, &[4, 5, 9]), example(2, &[4, 6, 9])];
    let model = train(examples.clone(), 3);
    assert!(score(&model, 0, &[1, 9, 77]) > score(&model, 2, &[1, 9, 77]));
    assert!(score(&model, 2, &[4]) > score(&model, 0, &[4]));
    examples.reverse();
    let again = train(examples.clone(), 3);
    for class in [0, 2] {
        assert_eq!(score(&model, class, &[1, 4, 9]), score(&again, class, &[1, 4, 9]));
    }
}

#[test]
fn a_prior_that_misleads_is_corrected() {
    // Enough that together they can outweigh the prior.
    let mut examples: Vec<Example> =
        (0..6).flat_map(|i| [example(0, &[1, 10 + i]), example(1, &[4, 20 + i])]).collect();
    let plain = train(examples.clone(), 2);
    for example in &mut examples {
        example.prior = vec![(1, 2.0)];
    }
    let corrected = train(examples.clone(), 2);
    let lead = |model: &Numbered| score(model, 0, &[1]) - score(model, 1, &[1]);
    assert!(lead(&corrected) > lead(&plain));
}

#[test]
fn one_class_teaches_nothing() {
    let model = train(vec![example(1, &[1])], 2);
    assert!(model.features.is_empty());
}
