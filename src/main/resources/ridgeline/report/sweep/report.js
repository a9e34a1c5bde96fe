'use strict';

/* global answerSection, errorsSection, surfaceSection, pathsSection */
/* global coefficientsSection, heldOutSection, residualsSection, dataSection */

/** Fills the report of a sweep, section by section. */
for (const section of [
  answerSection,
  errorsSection,
  surfaceSection,
  pathsSection,
  coefficientsSection,
  heldOutSection,
  residualsSection,
  dataSection,
]) {
  section.show(page.data);
}
