// Sentences come from Python, as templates with named fields.

// The parts of a template, its fields replaced by what they stand for: text or elements.
function pieces(template, fields) {
  return template.split(/\{(\w+)\}/).map((part, k) => (k % 2 ? fields[part] : part));
}

/** @returns {string} */
function fill(template, fields) {
  return pieces(template, fields).join("");
}
