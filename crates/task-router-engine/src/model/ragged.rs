//! Rows of different lengths.

/// Rows of different lengths, one behind the other in one allocation: learning has hundreds of thousands of short rows,
/// whose own allocations would take a tenth of its time.
#[derive(Debug, Clone)]
pub struct Ragged<T> {
    items: Vec<T>,
    /// By row: the end of its items.
    ends: Vec<usize>,
}

// Not derived, which would ask for `T: Default`.
impl<T> Default for Ragged<T> {
    fn default() -> Self {
        Self { items: Vec::new(), ends: Vec::new() }
    }
}

impl<T> Ragged<T> {
    /// Adds a row.
    pub fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.items.extend(row);
        self.ends.push(self.items.len());
    }

    /// Adds all rows of `others` behind these.
    pub fn append(&mut self, mut others: Self) {
        if self.ends.is_empty() {
            *self = others;
            return;
        }
        let start = self.items.len();
        self.items.append(&mut others.items);
        self.ends.extend(others.ends.iter().map(|end| start + end));
    }

    /// A row.
    pub fn row(&self, number: usize) -> &[T] {
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.items[start..self.ends[number]]
    }

    /// All rows in order.
    pub fn rows(&self) -> impl Iterator<Item = &[T]> {
        (0..self.ends.len()).map(|number| self.row(number))
    }
}
