//! t
fn main() -> std::process::ExitCode {
    use clap::Parser;
    #[derive(clap::Parser)]
    struct A {
        #[command(flatten)]
        a: linkgate::cli::serve::ServeArgs,
    }
    linkgate::cli::serve::run(&A::parse().a)
}
