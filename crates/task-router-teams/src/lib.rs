//! The teams compiled into the program: the repository's own `agents/` and `knowledgebase/`.

use task_router_engine::Index;
use task_router_engine::index::cards::Cards;
use task_router_engine::index::image::Image;
use task_router_engine::source::{KNOWLEDGE_FOLDER, Library, SourceFile, Tree};
use task_router_engine::team::{ChoiceError, TeamFiles, choose};

/// Bytes with the alignment of numbers, so that an index is read in place.
#[repr(C)]
struct Aligned<T: ?Sized> {
    align: [u64; 0],
    bytes: T,
}

/// A team with its index.
struct BuiltinTeam {
    name: &'static str,
    is_default: bool,
    image: &'static Aligned<[u8]>,
    /// The agents' cards, beside the image.
    cards: &'static [u8],
}

mod files {
    use super::{Aligned, BuiltinTeam};
    include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
}

/// Names of the built-in teams.
pub fn names() -> impl Iterator<Item = &'static str> {
    files::TEAMS.iter().map(|team| team.name)
}

/// The built-in agent files.
pub fn tree() -> Tree {
    let files = files::AGENT_FILES
        .iter()
        .map(|(path, text)| SourceFile::new(*path, format!("builtin:agents/{path}"), Ok(text.as_bytes().to_vec())));
    Tree {
        display: "builtin:agents".to_owned(),
        name: "agents".to_owned(),
        files: files.collect(),
        library: Some(library()),
        ..Tree::default()
    }
}

/// The built-in knowledge documents.
pub fn library() -> Library {
    let documents = files::KNOWLEDGE_FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
    Library { display: KNOWLEDGE_FOLDER.to_owned(), documents, ..Library::default() }
}

/// Text of a built-in knowledge document.
pub fn document(path: &str) -> Option<&'static str> {
    files::KNOWLEDGE_FILES.iter().find(|(known, _)| *known == path).map(|(_, text)| *text)
}

/// All built-in files with their paths below the project's folder, for writing them to disk.
pub fn files() -> impl Iterator<Item = (String, &'static str)> {
    let agents = files::AGENT_FILES.iter().map(|(path, text)| (format!("agents/{path}"), *text));
    agents.chain(files::KNOWLEDGE_FILES.iter().map(|(path, text)| (format!("{KNOWLEDGE_FOLDER}/{path}"), *text)))
}

/// The precompiled index of the built-in team with this name, or of the default one.
///
/// # Errors
/// If there is no such team.
pub fn index(wanted: Option<&str>) -> Result<Index, ChoiceError> {
    let files_of =
        |team: &BuiltinTeam| TeamFiles { name: team.name.to_owned(), default: team.is_default, ..TeamFiles::default() };
    let teams: Vec<TeamFiles> = files::TEAMS.iter().map(files_of).collect();
    let BuiltinTeam { image, cards, .. } = files::TEAMS[choose(&teams, wanted, "the program")?];
    let image = Image::embedded(&image.bytes);
    image
        .and_then(|image| Index::from_own_image(image, Cards::InMemory(cards.into())))
        .ok_or_else(|| ChoiceError::None("this program, which was built damaged".to_owned()))
}
