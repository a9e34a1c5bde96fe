'use strict';

/* global trainMeasures */
/* exported answerSection */

/** The head of the page and the quality of the network. */
const answerSection = (() => {
  const {whole, short, byId} = page;
  const {NOISE, partsOf, hasClasses, percent, gapOf} = trainMeasures;

  /** The measure shown for a split: the accuracy for classes, R² for numbers. */
  function quality(measured) {
    return measured.accuracy === null ? `R² ${short(1 - measured.loss)}` : percent(measured.accuracy);
  }

  /** How much better the network is on rows that it has seen, and whether that is more than noise. */
  function generalisation(best, isOfClasses) {
    const gap = gapOf(best);
    const difference = (value) => (isOfClasses ? `${(100 * value).toFixed(2)} percentage points of accuracy` : `${short(value)} of R²`);
    const error = `its standard error over the rows is ${isOfClasses ? (100 * gap.error).toFixed(2) : short(gap.error, 2)}`;
    if (Math.abs(gap.value) <= NOISE * gap.error) {
      return `Training and test rows differ by ${difference(Math.abs(gap.value))}, which is within noise: ${error}.`;
    }
    return gap.value > 0
      ? `Training rows are predicted better than test rows by ${difference(gap.value)} (${error}): this part does not generalise.`
      : `Test rows are predicted better than training rows by ${difference(-gap.value)} (${error}).`;
  }

  function figures({chosen, weights}, parts) {
    const ofParts = parts.map((part) => [
      part.name,
      quality(chosen[part.key]),
      `loss ${short(chosen[part.key].loss)} ± ${short(chosen[part.key].lossError, 2)}, ${whole(part.rows)} rows`,
    ]);
    return chosen.zeroWeights > 0
      ? [
          ...ofParts,
          [
            'zero weights',
            `${whole(chosen.zeroWeights)} of ${whole(weights)}`,
            `${percent(chosen.zeroWeights / weights)} of the penalised weights`,
          ],
        ]
      : ofParts;
  }

  function show(data) {
    const {report} = data;
    const best = report.chosen;
    document.title = `${report.name}: Ridgeline training`;
    byId('name').textContent = report.name;
    byId('headline').textContent =
      `${whole(report.rows.training)} training rows, ${whole(report.parameters)} parameters, ${report.provenance.started}`;
    const stopped = report.stoppedEarly ? ', after which training stopped early' : '';
    const why = data.takesBest ? `the best of ${report.epochs}${stopped}` : 'the last one';
    const gap = best.test === null ? '' : generalisation(best, hasClasses(data));
    byId('summary').textContent = `The weights are those of epoch ${best.epoch}, ${why}. ${gap}`;
    page.describe(byId('figures'), figures(report, partsOf(data)));
  }

  return {show};
})();
