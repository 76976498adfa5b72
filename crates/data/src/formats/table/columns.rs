//! Which column of a table is what.

use std::str::FromStr;

/// Names of the columns of a table of ratings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Who rated.
    pub user: String,
    /// What was rated.
    pub item: String,
    /// With how many stars, ½ to 5.
    pub stars: String,
    /// When, in seconds since 1970-01-01 UTC; without it the ratings have no order in time.
    pub time: Option<String>,
}

/// Why a text does not say which column is what.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// A part that is no `name=column`, or of another name.
    #[error("{0:?} is not one of user=…, item=…, stars=…, time=…, with the name of a column")]
    Unknown(String),
    /// A part that is there already.
    #[error("{0}=… is there twice")]
    Twice(&'static str),
    /// A part that must be there.
    #[error("{0}=… is missing; give user=…,item=…,stars=… and, if there is one, time=…")]
    Missing(&'static str),
}

impl FromStr for Columns {
    type Err = ColumnsError;

    /// Reads `user=…,item=…,stars=…[,time=…]`, in any order.
    fn from_str(text: &str) -> Result<Self, ColumnsError> {
        const NAMES: [&str; 4] = ["user", "item", "stars", "time"];
        let mut found = [const { None }; 4];
        for part in text.split(',') {
            let unknown = || ColumnsError::Unknown(part.to_owned());
            let (name, column) = part.split_once('=').ok_or_else(unknown)?;
            let (name, column) = (name.trim(), column.trim());
            let place = NAMES.iter().position(|known| *known == name);
            let place = place.filter(|_| !column.is_empty()).ok_or_else(unknown)?;
            if found[place].replace(column.to_owned()).is_some() {
                return Err(ColumnsError::Twice(NAMES[place]));
            }
        }
        let [user, item, stars, time] = found;
        Ok(Self {
            user: user.ok_or(ColumnsError::Missing("user"))?,
            item: item.ok_or(ColumnsError::Missing("item"))?,
            stars: stars.ok_or(ColumnsError::Missing("stars"))?,
            time,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_said_in_any_order_with_or_without_a_time() {
        let columns = Columns {
            user: "who".to_owned(),
            item: "what it is".to_owned(),
            stars: "n".to_owned(),
            time: None,
        };
        assert_eq!(
            "stars=n,user=who, item = what it is".parse(),
            Ok(columns.clone())
        );
        let time = Some("at".to_owned());
        let expected = Columns { time, ..columns };
        assert_eq!(
            "user=who,item=what it is,stars=n,time=at".parse(),
            Ok(expected)
        );
    }

    #[test]
    fn what_is_wrong_with_them_is_said() {
        for (text, words) in [
            ("user=a,item=b", "stars=… is missing"),
            ("item=a,stars=b", "user=… is missing"),
            ("user=a,user=b,item=c,stars=d", "user=… is there twice"),
            ("user=a,movie=b,stars=c", "\"movie=b\" is not one of"),
            ("user=,item=b,stars=c", "\"user=\" is not one of"),
            ("user", "\"user\" is not one of"),
        ] {
            let message = text.parse::<Columns>().unwrap_err().to_string();
            assert!(message.contains(words), "{message}");
        }
    }
}
