'use strict';

/* exported trainMeasures */

/** What rows of training, validation and test have in common, and what is noise among them. */
const trainMeasures = (() => {
  const {short} = page;

  /** Standard errors that a difference has to exceed to be more than noise. */
  const NOISE = 2;

  /** The parts of the rows that were measured. */
  function partsOf({report, measuredTrainingRows}) {
    return [
      {key: 'training', name: 'training', rows: Math.min(report.rows.training, measuredTrainingRows)},
      {key: 'validation', name: 'validation', rows: report.rows.validation},
      {key: 'test', name: 'test', rows: report.rows.test},
    ].filter((part) => report.chosen[part.key] !== null);
  }

  /** The part that trainings are compared on: validation rows, or without those the test. */
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

  /** By what parts are compared: the accuracy of classes, the loss of numbers. */
  function compared(measured) {
    return measured.accuracy === null
      ? {value: -measured.loss, error: measured.lossError}
      : {value: measured.accuracy, error: measured.accuracyError};
  }

  /** How much better the network is on rows that it has seen, with its standard error over the rows. */
  function gapOf(epoch) {
    const [seen, unseen] = [compared(epoch.training), compared(epoch.test ?? epoch.validation)];
    return {value: seen.value - unseen.value, error: Math.hypot(seen.error, unseen.error)};
  }

  /** Ticks of a narrow axis differ in their last digits. */
  function exactTicks(colors) {
    return {color: colors.text, hideOverlap: true, formatter: (tick) => short(tick, 6)};
  }

  return {NOISE, partsOf, heldOutPart, hasClasses, className, percent, sum, mean, spread, gapOf, exactTicks};
})();
