//! What a job file in HCL2 is given from outside: values for its variables, and files for its functions.

/// Values for the variables of a job file. Later ones count more, and so do files than the environment and arguments
/// than files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables {
    /// Arguments of a command line: `name=value`.
    pub arguments: Vec<String>,
    /// Variable files: what messages call them, and what is in them.
    pub files: Vec<(String, Vec<u8>)>,
    /// The environment: `NOMAD_VAR_name` and value. Other names are ignored.
    pub environment: Vec<(String, String)>,
}

impl Variables {
    /// None.
    pub const NONE: &'static Variables = &Variables {
        arguments: Vec::new(),
        files: Vec::new(),
        environment: Vec::new(),
    };
}

/// Files for the functions that read them, as the host has them. Paths are as the job file has them; what is relative
/// is the host's business.
pub trait FileResolver {
    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// The text to show: `no file exists at PATH` or `failed to read PATH`.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// Whether there is a regular file.
    ///
    /// # Errors
    ///
    /// The text to show, when that cannot be told.
    fn exists(&self, path: &str) -> Result<bool, String>;

    /// The regular files below a folder that match a pattern, relative to the folder, with `/` between the segments.
    ///
    /// # Errors
    ///
    /// The text to show.
    fn list(&self, path: &str, pattern: &str) -> Result<Vec<String>, String>;

    /// The absolute form of a path.
    ///
    /// # Errors
    ///
    /// The text to show.
    fn absolute(&self, path: &str) -> Result<String, String>;

    /// The path with `~` at its beginning replaced by the user's folder.
    ///
    /// # Errors
    ///
    /// The text to show.
    fn expand(&self, path: &str) -> Result<String, String>;
}
