'use strict';

/* global answerSection, curvesSection, trialsSection, strengthsSection */
/* global confusionSection, rocSection, imagesSection, networkSection */

/** Fills the report of a training, section by section. */
for (const section of [
  answerSection,
  curvesSection,
  trialsSection,
  strengthsSection,
  confusionSection,
  rocSection,
  imagesSection,
  networkSection,
]) {
  section.show(page.data);
}
