use std::ops::RangeInclusive;

/// One field of a cron expression: its name, which numbers it may have, and names that stand for them.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) numbers: RangeInclusive<u16>,
    /// Names of numbers, from the first number on.
    pub(super) names: &'static [&'static str],
}

/// A run of numbers: `*`, `5`, `MON-FRI`, `*/15`, `5/10`, `8-18/2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Steps {
    from: u16,
    to: u16,
    step: u16,
}

impl Steps {
    pub(super) fn holds(self, number: u16) -> bool {
        (self.from..=self.to).contains(&number) && (number - self.from).is_multiple_of(self.step)
    }
}

impl Field {
    /// Reads all items of a field without letters of its own.
    pub(super) fn read(&self, text: &str) -> Result<Vec<Steps>, String> {
        text.split(',').map(|item| self.item(item).ok_or_else(|| self.refused(item))).collect()
    }

    /// Why an item is none.
    pub(super) fn refused(&self, item: &str) -> String {
        let (least, most) = (self.numbers.start(), self.numbers.end());
        format!("{} {item:?}: {least} to {most}, ranges, lists and steps of them are", self.name)
    }

    /// Reads an item; a step without a range goes to the end.
    pub(super) fn item(&self, item: &str) -> Option<Steps> {
        let (range, step) = match item.split_once('/') {
            None => (item, None),
            Some((range, step)) => (range, Some(digits(step).filter(|step| self.is_step(*step))?)),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (*self.numbers.start(), *self.numbers.end()),
            Some((from, to)) => (self.number(from)?, self.number(to)?),
            None => {
                let from = self.number(range)?;
                (from, if step.is_some() { *self.numbers.end() } else { from })
            }
        };
        (from <= to).then_some(Steps { from, to, step: step.unwrap_or(1) })
    }

    /// A step that leaves the field at once is no step.
    fn is_step(&self, step: u16) -> bool {
        (1..=*self.numbers.end()).contains(&step)
    }

    pub(super) fn number(&self, text: &str) -> Option<u16> {
        let named = self.names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let number = match named.and_then(|at| u16::try_from(at).ok()) {
            Some(at) => self.numbers.start() + at,
            None => digits(text)?,
        };
        self.numbers.contains(&number).then_some(number)
    }
}

fn digits(text: &str) -> Option<u16> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}
