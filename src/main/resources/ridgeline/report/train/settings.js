'use strict';

/* global trainMeasures */
/* exported trainSettings */

/** Comparison of trainings on held-out rows, and of settings by the mean over their seeds. */
const trainSettings = (() => {
  const {short} = page;
  const {NOISE, mean, spread} = trainMeasures;

  function takesAccuracy(metric, measured) {
    return metric === 'accuracy' && measured.accuracy !== null;
  }

  /** The score by which trainings are compared, smaller is better: on the validation rows, or the test rows if there are none. */
  function scoreOf(trial, metric) {
    const measured = trial.chosen?.validation ?? trial.chosen?.test ?? null;
    if (measured === null) {
      return Infinity;
    }
    return takesAccuracy(metric, measured) ? -measured.accuracy : measured.loss;
  }

  function errorOf(trial, metric) {
    const measured = trial.chosen.validation ?? trial.chosen.test;
    return takesAccuracy(metric, measured) ? measured.accuracyError : measured.lossError;
  }

  /** Groups trainings with the same settings, which differ only in their seeds. */
  function bySetting(trials) {
    return [...new Set(trials.map((trial) => trial.setting))].map((setting) => trials.filter((trial) => trial.setting === setting));
  }

  /** The standard error of a mean score: over seeds, or of one training over its rows. */
  function errorOfMean(measured, scores, metric) {
    if (scores.length > 1) {
      return spread(scores);
    }
    return scores.length === 1 ? errorOf(measured[0], metric) : Infinity;
  }

  function scored(trials, metric) {
    const measured = trials.filter((trial) => trial.chosen !== null);
    const scores = measured.map((trial) => scoreOf(trial, metric));
    return {
      name: trials.length === 1 ? trials[0].name : trials[0].name.replace(/, seed -?\d+$/, ''),
      isWhole: measured.length === trials.length && trials.every((trial) => trial.ended !== 'PRUNED'),
      score: mean(scores),
      error: errorOfMean(measured, scores, metric),
      isChosen: trials.some((trial) => trial.isChosen),
      seeds: trials.length,
    };
  }

  /** Whether the chosen settings are better than the next best by more than noise. */
  function margin(trials, metric) {
    const settings = bySetting(trials)
      .map((group) => scored(group, metric))
      .filter((setting) => setting.isWhole && Number.isFinite(setting.score));
    const chosen = settings.find((setting) => setting.isChosen);
    const next = settings.filter((setting) => !setting.isChosen).sort((a, b) => a.score - b.score)[0];
    if (chosen === undefined || next === undefined || chosen.score > next.score) {
      return '';
    }
    const error = Math.hypot(chosen.error, next.error);
    const over = chosen.seeds > 1 ? `over ${chosen.seeds} seeds` : 'over the rows';
    const apart = short(next.score - chosen.score, 3);
    const what = metric === 'accuracy' ? 'accuracy' : 'loss';
    return next.score - chosen.score > NOISE * error
      ? `Its validation ${what} is better than that of ${next.name}, the next best, by ${apart} (standard error ${over}: ${short(error, 2)}).`
      : `Its validation ${what} is better than that of ${next.name}, the next best, by ${apart}, which is within noise: the standard error ${over} is ${short(error, 2)}.`;
  }

  /** The settings with the smallest mean held-out loss among some trainings. */
  function best(trials, part) {
    return bySetting(trials)
      .map((group) => {
        const losses = group.map((trial) => trial.chosen[part.key].loss);
        return {
          training: mean(group.map((trial) => trial.chosen.training.loss)),
          heldOut: mean(losses),
          error: losses.length > 1 ? spread(losses) : group[0].chosen[part.key].lossError,
        };
      })
      .reduce((a, b) => (b.heldOut < a.heldOut ? b : a));
  }

  return {scoreOf, margin, best};
})();
