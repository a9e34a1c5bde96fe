'use strict';

/* global answerSection, fixedSection, errorsSection, learningSection */
/* global coefficientsSection, tuningSection, theorySection */

/** Fills the report of a comparison, section by section. */
(({data, whole, byId}) => {
  const {report} = data;
  answerSection.show(data);
  fixedSection.show(data);
  if (report.tuned === null) {
    byId('tuned').remove();
  } else {
    [errorsSection, learningSection, coefficientsSection, tuningSection, theorySection].forEach((section) => section.show(data));
  }
  page.facts(byId('provenance'), [
    ['rows read', whole(report.rows.read)],
    ['rows used', whole(report.rows.used)],
    ['dropped', `${whole(report.rows.dropped)} for invalid values, ${whole(report.rows.zeroWeight)} of weight 0`],
    ...page.origin(report.provenance, report.seconds),
  ]);
  byId('job').textContent = data.job;
})(page);
