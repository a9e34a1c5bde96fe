'use strict';

/* exported trainMeasures */

/** Measures of the training, validation and test rows, and their noise. */
const trainMeasures = (() => {
  const {short} = page;

  /** A difference is more than noise if it exceeds this many standard errors. */
  const NOISE = 2;

  /** The splits that were evaluated. */
  function partsOf({report, measuredTrainingRows}) {
    return [
      {key: 'training', name: 'training', rows: Math.min(report.rows.training, measuredTrainingRows)},
      {key: 'validation', name: 'validation', rows: report.rows.validation},
      {key: 'test', name: 'test', rows: report.rows.test},
    ].filter((part) => report.chosen[part.key] !== null);
  }

  /** The split on which trainings are compared: the validation rows, or the test rows if there are none. */
  function heldOutPart(parts) {
    return parts.find((part) => part.key === 'validation') ?? parts.find((part) => part.key === 'test');
  }

  function hasClasses({report}) {
    return report.chosen.training.accuracy !== null;
  }

  function className({classes}, k) {
    return classes.length > 0 ? classes[k] : String(k);
  }

  function percent(share) {
    return `${(100 * share).toFixed(2)} %`;
  }

  function sum(numbers) {
    return numbers.reduce((a, b) => a + b, 0);
  }

  function mean(values) {
    return sum(values) / values.length;
  }

  /** The standard error of a mean of independent values. */
  function spread(values) {
    const center = mean(values);
    return Math.sqrt(sum(values.map((value) => (value - center) ** 2)) / (values.length - 1) / values.length);
  }

  /** The measure by which splits are compared, larger is better: the accuracy for classes, the negative loss for numbers. */
  function compared(measured) {
    return measured.accuracy === null
      ? {value: -measured.loss, error: measured.lossError}
      : {value: measured.accuracy, error: measured.accuracyError};
  }

  /** How much better the network is on rows that it has seen, with the standard error over the rows. */
  function gapOf(epoch) {
    const [seen, unseen] = [compared(epoch.training), compared(epoch.test ?? epoch.validation)];
    return {value: seen.value - unseen.value, error: Math.hypot(seen.error, unseen.error)};
  }

  /** Ticks with enough digits to differ on an axis with a narrow range. */
  function exactTicks(colors) {
    return {color: colors.text, hideOverlap: true, formatter: (tick) => short(tick, 6)};
  }

  return {NOISE, partsOf, heldOutPart, hasClasses, className, percent, sum, mean, spread, gapOf, exactTicks};
})();
