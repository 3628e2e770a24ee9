//! Something for each class, of which a request touches few: they are found again in order without looking at the others.

use std::mem::take;

/// A value for each class, and a bit that says whether it was touched.
pub(super) struct ByClass<T> {
    values: Vec<T>,
    touched: Vec<u64>,
}

impl<T: Clone + Default> ByClass<T> {
    /// None touched yet.
    pub(super) fn new(classes: usize) -> Self {
        Self { values: vec![T::default(); classes], touched: vec![0; classes.div_ceil(64)] }
    }

    /// The value of a class, which is touched by that.
    pub(super) fn touch(&mut self, class: usize) -> &mut T {
        self.touched[class / 64] |= 1 << (class % 64);
        &mut self.values[class]
    }

    /// Takes the values that were touched, by class; none is touched afterwards.
    pub(super) fn take(&mut self, mut each: impl FnMut(usize, T)) {
        for (i, touched) in self.touched.iter_mut().enumerate() {
            for_each_bit(take(touched), |bit| each(i * 64 + bit, take(&mut self.values[i * 64 + bit])));
        }
    }

    /// Takes the values that were touched here or in `other`, which has no more classes than this.
    pub(super) fn take_with<U: Clone + Default>(&mut self, other: &mut ByClass<U>, mut each: impl FnMut(usize, T, U)) {
        for (i, touched) in self.touched.iter_mut().enumerate() {
            let others = other.touched.get_mut(i).map_or(0, take);
            for_each_bit(take(touched) | others, |bit| {
                let class = i * 64 + bit;
                each(class, take(&mut self.values[class]), other.values.get_mut(class).map_or_else(U::default, take));
            });
        }
    }
}

/// The numbers of the bits that are set, ascending.
pub(super) fn for_each_bit(mut bits: u64, mut each: impl FnMut(usize)) {
    while bits != 0 {
        each(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_touched_is_taken_once_and_in_order() {
        let mut sums: ByClass<i32> = ByClass::new(130);
        for class in [129, 3, 64, 3, 63] {
            *sums.touch(class) += 1;
        }
        let mut taken = Vec::new();
        sums.take(|class, sum| taken.push((class, sum)));
        assert_eq!(taken, [(3, 2), (63, 1), (64, 1), (129, 1)]);
        sums.take(|class, _| panic!("{class} was taken before"));
        assert_eq!(*sums.touch(3), 0);
    }

    #[test]
    fn two_are_taken_side_by_side() {
        let (mut sums, mut others): (ByClass<i32>, ByClass<u8>) = (ByClass::new(200), ByClass::new(80));
        (*sums.touch(5), *sums.touch(190), *others.touch(70), *others.touch(5)) = (1, 2, 3, 4);
        let mut taken = Vec::new();
        sums.take_with(&mut others, |class, sum, other| taken.push((class, sum, other)));
        assert_eq!(taken, [(5, 1, 4), (70, 0, 3), (190, 2, 0)]);
        sums.take_with(&mut others, |class, _, _| panic!("{class} was taken before"));
    }
}
