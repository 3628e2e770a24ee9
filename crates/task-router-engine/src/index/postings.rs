//! Learned postings of a feature: a list of (class, weight), or a row with a weight for every class if that is smaller;
//! rows are also much faster to add.

/// Learned postings of one feature.
#[derive(Debug, Clone, Copy)]
pub enum Postings<'i> {
    /// Postings by class.
    List(&'i [u32]),
    /// A weight for each class.
    Dense(DensePostings<'i>),
}

/// A weight for each class, 0 if there is no posting.
#[derive(Debug, Clone, Copy)]
pub struct DensePostings<'i> {
    /// Bits of the classes that have a posting, 32 classes each.
    pub occupied: &'i [u32],
    /// Weight by class; one extra if the number of classes is odd.
    pub weights: &'i [i16],
}

/// Number of classes per bitmap word.
pub const CLASSES_PER_BITMAP: usize = 32;

/// Encodes a posting of a list.
pub(crate) fn entry(class: u32, weight: i16) -> u32 {
    class << 16 | u32::from(weight as u16)
}

/// Decodes a posting: class and weight.
pub(crate) fn read(entry: &u32) -> (usize, i32) {
    ((entry >> 16) as usize, i32::from(*entry as i16))
}

impl<'i> Postings<'i> {
    /// Reads what [`Postings::push`] wrote.
    pub(crate) fn new(found: &'i [u32], is_row: bool, classes: usize) -> Self {
        if !is_row {
            return Self::List(found);
        }
        let (occupied, weights) = found.split_at(classes.div_ceil(CLASSES_PER_BITMAP));
        Self::Dense(DensePostings { occupied, weights: bytemuck::cast_slice(weights) })
    }

    /// Appends a list to `all` in the smaller encoding; returns whether that is a row.
    pub(crate) fn push(list: &[u32], classes: usize, all: &mut Vec<u32>) -> bool {
        let (bits, start) = (classes.div_ceil(CLASSES_PER_BITMAP), all.len());
        let length = bits + classes.div_ceil(2);
        if list.len() <= length {
            all.extend_from_slice(list);
            return false;
        }
        all.resize(start + length, 0);
        let (occupied, weights) = all[start..].split_at_mut(bits);
        let weights: &mut [i16] = bytemuck::cast_slice_mut(weights);
        for (class, weight) in list.iter().map(read) {
            occupied[class / CLASSES_PER_BITMAP] |= 1 << (class % CLASSES_PER_BITMAP);
            weights[class] = weight as i16;
        }
        true
    }

    /// (class, weight), by class.
    pub fn entries(self) -> impl Iterator<Item = (usize, i32)> + use<'i> {
        let (list, row) = match self {
            Self::List(list) => (list, None),
            Self::Dense(row) => (&[] as &[u32], Some(row)),
        };
        list.iter().map(read).chain(row.into_iter().flat_map(DensePostings::entries))
    }

    /// Weight for one class; the first if there are two.
    pub(crate) fn weight(self, class: usize) -> Option<i32> {
        match self {
            Self::List(list) => {
                let first = list.partition_point(|entry| read(entry).0 < class);
                list.get(first).map(read).filter(|(found, _)| *found == class).map(|(_, weight)| weight)
            }
            Self::Dense(DensePostings { occupied, weights }) => {
                let has = occupied.get(class / CLASSES_PER_BITMAP)? >> (class % CLASSES_PER_BITMAP) & 1 == 1;
                weights.get(class).filter(|_| has).map(|&weight| i32::from(weight))
            }
        }
    }
}

impl<'i> DensePostings<'i> {
    fn entries(self) -> impl Iterator<Item = (usize, i32)> + use<'i> {
        let has =
            move |class: usize| self.occupied[class / CLASSES_PER_BITMAP] >> (class % CLASSES_PER_BITMAP) & 1 == 1;
        let weights = self.weights.iter().enumerate().filter(move |(class, _)| has(*class));
        weights.map(|(class, &weight)| (class, i32::from(weight)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_row_has_the_weights_of_the_list(
            classes in 1..200usize,
            weights in prop::collection::btree_map(0..200u32, 1..i16::MAX, 0..200),
        ) {
            let weights = weights.into_iter().filter(|(class, _)| (*class as usize) < classes);
            let list: Vec<u32> = weights.map(|(class, weight)| entry(class, if class % 2 == 0 { weight } else { -weight })).collect();
            let mut all = vec![7];
            let is_row = Postings::push(&list, classes, &mut all);
            prop_assert!(all.len() <= list.len() + 1);
            let found: Vec<(usize, i32)> = Postings::new(&all[1..], is_row, classes).entries().collect();
            for class in 0..classes {
                let weight = Postings::new(&all[1..], is_row, classes).weight(class);
                prop_assert_eq!(weight, found.iter().find(|(other, _)| *other == class).map(|(_, weight)| *weight));
            }
            prop_assert_eq!(found, list.iter().map(read).collect::<Vec<_>>());
        }
    }
}
