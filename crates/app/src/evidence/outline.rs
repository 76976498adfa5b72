//! The acts of the Evidence view: their order, their names in the address, and what each begins with.

/// A part of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Four numbers.
    Minute,
    /// What the data is.
    Data,
    /// One prediction, taken apart.
    How,
    /// How the networks learned.
    Learning,
    /// Other systems on the same rows.
    Others,
    /// Somebody new.
    ColdStart,
    /// What few ratings cost.
    Sparsity,
    /// Lists that are not all alike.
    Diversity,
    /// The movies in a plane.
    Map,
    /// Groups of people, and the worst predictions.
    Served,
    /// The model on a page.
    Card,
}

impl Act {
    /// In the order in which they are read.
    pub const ALL: [Self; 11] = [
        Self::Minute,
        Self::Data,
        Self::How,
        Self::Learning,
        Self::Others,
        Self::ColdStart,
        Self::Sparsity,
        Self::Diversity,
        Self::Map,
        Self::Served,
        Self::Card,
    ];

    /// Its name behind the `#` of an address.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Minute => "one-minute",
            Self::Data => "data",
            Self::How => "how-it-works",
            Self::Learning => "learning",
            Self::Others => "others",
            Self::ColdStart => "cold-start",
            Self::Sparsity => "sparsity",
            Self::Diversity => "diversity",
            Self::Map => "map",
            Self::Served => "whom-it-serves",
            Self::Card => "model-card",
        }
    }

    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Minute => "In one minute",
            Self::Data => "What it learned from",
            Self::How => "How one prediction is made",
            Self::Learning => "How it learned",
            Self::Others => "Against other systems",
            Self::ColdStart => "Somebody new",
            Self::Sparsity => "Few ratings",
            Self::Diversity => "More than the usual",
            Self::Map => "A map of the movies",
            Self::Served => "Whom it serves, and where it fails",
            Self::Card => "Model card",
        }
    }

    /// Its first paragraph.
    #[must_use]
    pub const fn lead(self) -> &'static str {
        match self {
            Self::Minute => {
                "A recommender makes two promises: to guess what you would give a movie, and to put at the top \
                 what you would like. Both can be checked: hide some ratings, predict them, compare."
            }
            Self::Data => {
                "Nothing can be learned that the data does not say. Press a bar, or read to it and press \
                 Choose, and every other figure of this act shows only the ratings that belong to it."
            }
            Self::How => {
                "A prediction of this model is a sum. Each line below is one reason; together they are the \
                 stars. Change what the person gave one movie and see what follows."
            }
            Self::Learning => {
                "A network reads the training ratings again and again. Each time, or epoch, its error on them falls. \
                 Whether it has learned something or knows them by heart shows on ratings that were held out: \
                 when that line stops falling, it is time to stop."
            }
            Self::Others => {
                "An error means little alone. These systems learned from the same rows and were asked for the \
                 same hidden ones. Averages and popularity are hard to beat, so they stand beside the rest."
            }
            Self::ColdStart => {
                "Of somebody new, nothing is known. How much do a few ratings tell, and which movie is best \
                 asked about first? Here people are held out whole: the model that meets them has never seen \
                 a rating of theirs."
            }
            Self::Sparsity => {
                "Most people have rated few movies, and most movies are rated by few. Where ratings are thin, \
                 a model leans on what else it knows: age and job, genre and year."
            }
            Self::Diversity => {
                "The safest list shows everybody the same few hits. Three levers move away from that. Each \
                 has a price, and here it is."
            }
            Self::Map => {
                "The model knows each movie as a row of numbers. Here they are laid on a plane, so that movies \
                 which the same people like lie near each other. No genre was used to place them: where the \
                 same colours meet, taste alone has brought them together."
            }
            Self::Served => {
                "A good mean can hide a bad deal for some. So the same error once more, by who people are. \
                 The line is where the number lies with 95 % confidence; what rests on fewer than 30 people is \
                 pale."
            }
            Self::Card => {
                "What this model is, for whoever wants to use it, check it or make it again."
            }
        }
    }

    /// Finds the act of a name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_is_found_by_its_name() {
        for act in Act::ALL {
            assert_eq!(Act::parse(act.id()), Some(act));
        }
        assert_eq!(Act::parse("opera"), None);
    }
}
