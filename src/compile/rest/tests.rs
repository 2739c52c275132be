use crate::compile::embedded_rest_catalogue;

#[test]
fn the_embedded_catalogue_of_the_rest_api_is_sound() {
    let catalogue = embedded_rest_catalogue();
    if let Err(findings) = &catalogue {
        for problem in findings.problems.sorted() {
            println!("{:?} {}", problem.place, problem.message);
        }
    }
    assert!(catalogue.is_ok());
}
