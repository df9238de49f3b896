//! The words of syntax faults: hclsyntax's and hcl/json's, to the letter.
