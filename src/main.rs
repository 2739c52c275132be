//! Exit codes, nothing more: `linkgate::cli` does the work.

fn main() -> std::process::ExitCode {
    linkgate::cli::main()
}
