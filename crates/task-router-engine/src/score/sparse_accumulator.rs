//! A sparse accumulator (Gilbert, Moler and Schreiber 1992): a value for each class and a list of those touched, so
//! that the cost of a request depends on the classes it touches, not on all of them.

use std::mem::take;

/// A value for each class, and which of them were touched.
pub(super) struct SparseAccumulator<T> {
    values: Vec<T>,
    is_touched: Vec<bool>,
    /// In the order of touching. A bitmap would need no list, but scanning it mispredicts at the end of each run
    /// (measured: a quarter of a request at 10,000 agents).
    touched: Vec<u32>,
}

impl<T: Clone + Default> SparseAccumulator<T> {
    /// Creates an accumulator without touched classes.
    pub(super) fn new(classes: usize) -> Self {
        Self { values: vec![T::default(); classes], is_touched: vec![false; classes], touched: Vec::new() }
    }

    /// The value of a class, which becomes touched.
    pub(super) fn touch(&mut self, class: usize) -> &mut T {
        if !self.is_touched[class] {
            self.is_touched[class] = true;
            self.touched.push(class as u32);
        }
        &mut self.values[class]
    }

    /// Takes the touched values and resets them.
    pub(super) fn take(&mut self, mut each: impl FnMut(usize, T)) {
        for &class in &self.touched {
            let class = class as usize;
            self.is_touched[class] = false;
            each(class, take(&mut self.values[class]));
        }
        self.touched.clear();
    }

    /// Takes the values that were touched here or in `other`.
    pub(super) fn take_with<U: Clone + Default>(
        &mut self,
        other: &mut SparseAccumulator<U>,
        mut each: impl FnMut(usize, T, U),
    ) {
        self.take(|class, value| {
            let is_touched = other.is_touched.get_mut(class).is_some_and(take);
            let others = if is_touched { take(&mut other.values[class]) } else { U::default() };
            each(class, value, others);
        });
        for class in other.touched.drain(..).map(|class| class as usize) {
            // Classes no longer touched were taken together with their counterpart above.
            if take(&mut other.is_touched[class]) {
                each(class, T::default(), take(&mut other.values[class]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touched_values_are_taken_once() {
        let mut sums: SparseAccumulator<i32> = SparseAccumulator::new(130);
        for class in [129, 3, 64, 3, 63] {
            *sums.touch(class) += 1;
        }
        let mut taken = Vec::new();
        sums.take(|class, sum| taken.push((class, sum)));
        assert_eq!(taken, [(129, 1), (3, 2), (64, 1), (63, 1)]);
        sums.take(|class, _| panic!("{class} was taken before"));
        assert_eq!(*sums.touch(3), 0);
    }

    #[test]
    fn two_are_taken_side_by_side() {
        let (mut sums, mut others): (SparseAccumulator<i32>, SparseAccumulator<u8>) =
            (SparseAccumulator::new(200), SparseAccumulator::new(80));
        (*sums.touch(5), *sums.touch(190), *others.touch(70), *others.touch(5)) = (1, 2, 3, 4);
        for _ in 0..2 {
            let mut taken = Vec::new();
            sums.take_with(&mut others, |class, sum, other| taken.push((class, sum, other)));
            assert_eq!(taken, [(5, 1, 4), (190, 2, 0), (70, 0, 3)]);
            sums.take_with(&mut others, |class, _, _| panic!("{class} was taken before"));
            (*sums.touch(5), *sums.touch(190), *others.touch(70), *others.touch(5)) = (1, 2, 3, 4);
        }
    }
}
