'use strict';

/* global sweepCurves, sweepNotes, errorsSection */
/* exported choiceSection */

/** The sweep that chose the penalty. */
const choiceSection = (() => {
  const {whole, short, byId} = page;

  function chosen({rule, selected, features, folds}) {
    return (
      `The rule ${rule} chose elasticNetParam ${selected.elasticNetParam} (${sweepCurves.kind(selected.elasticNetParam)}), regParam ` +
      `${short(selected.regParam, 6)}, over ${whole(folds)} folds of the rows before the newest partitions: CV RMSE ${short(selected.rmse, 5)} ` +
      `${sweepCurves.plusMinus(selected.cvsd / (2 * selected.rmse))}, ${whole(selected.nzero)} of ${whole(features)} features.`
    );
  }

  function show(data) {
    const {sweep} = data;
    const texts = [chosen(sweep), sweepNotes.otherRule(sweep), sweepNotes.certificate(sweep), ...sweepNotes.weakEnd(sweep)];
    byId('choice').append(...page.unbroken(texts.filter(Boolean).join(' ')));
    errorsSection.show(data);
  }

  return {show};
})();
