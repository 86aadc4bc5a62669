//! V-07: what cannot be shown is known before anybody signs.

use doorstep_ui::{is_in_sans, is_in_serif};

#[test]
fn v_07_common_names_are_there_and_rare_ones_are_not() {
    for character in "王先生请您过目 Harris·¥0，。".chars() {
        assert!(is_in_sans(character), "{character}");
    }
    assert!("王先生，请您过目".chars().all(is_in_serif));
    assert!(!is_in_sans('𠮷') && !is_in_serif('犇'));
}
