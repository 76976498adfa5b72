//! Reading the page that Trunk wrote.

/// The value of an attribute of `tag`, which is written as `name="value"`.
pub(crate) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    value.split('"').next()
}
