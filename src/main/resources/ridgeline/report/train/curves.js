'use strict';

/* global trainMeasures, epochsChart */
/* exported curvesSection */

/** Loss, accuracy and learning rate of the chosen training by epoch. */
const curvesSection = (() => {
  const {whole, short, byId} = page;
  const {NOISE, partsOf, hasClasses, percent} = trainMeasures;
  const {smallestLoss, newFigure} = epochsChart;

  /** The epoch with the smallest validation loss, and whether the loss rose afterwards. */
  function course(history, smallest) {
    const last = history[history.length - 1];
    const rise = last.validation.loss - smallest.validation.loss;
    // Both losses are of the same rows, so this overestimates the noise.
    const error = Math.hypot(last.validation.lossError, smallest.validation.lossError);
    const where = `The validation loss is smallest after epoch ${smallest.epoch}, at ${short(smallest.validation.loss)}, marked by a ring`;
    if (smallest === last) {
      return `${where}. It was still falling in the last epoch.`;
    }
    return rise > NOISE * error
      ? `${where}. It rose to ${short(last.validation.loss)} by epoch ${last.epoch}, by ${((100 * rise) / smallest.validation.loss).toFixed(0)} %: from there on, the network memorises its training rows.`
      : `${where}. By epoch ${last.epoch} it is ${short(last.validation.loss)}, which is within noise of that.`;
  }

  function epochsTable(history, parts, isOfClasses) {
    return page.table(
      'Epochs',
      [
        {name: 'epoch', value: (epoch) => epoch.epoch},
        ...parts.flatMap((part) => [
          {name: `${part.name} loss`, value: (epoch) => epoch[part.key].loss},
          ...(isOfClasses
            ? [{name: `${part.name} accuracy`, value: (epoch) => epoch[part.key].accuracy, show: (epoch) => percent(epoch[part.key].accuracy)}]
            : []),
        ]),
        {name: 'learning rate', value: (epoch) => epoch.learningRate},
        ...(history.some((epoch) => epoch.zeroWeights > 0)
          ? [{name: 'zero weights', value: (epoch) => epoch.zeroWeights, show: (epoch) => whole(epoch.zeroWeights)}]
          : []),
        {name: 'seconds', value: (epoch) => epoch.seconds, show: (epoch) => short(epoch.seconds, 3)},
      ],
      history,
    );
  }

  function showCurve(data, title, value) {
    const {history, report} = data;
    const parts = partsOf(data);
    const shown = parts.filter((part) => history.some((epoch) => epoch[part.key] !== null));
    const figure = newFigure(byId('curves'), title);
    epochsChart.draw(figure, title, shown, history, value, Math.max(2, history.length), {axis: {scale: true}, taken: report.chosen.epoch});
    page.behind(figure, 'Table of the epochs', () => epochsTable(history, parts, hasClasses(data)));
  }

  function showRates(history) {
    if (history.every((epoch) => epoch.learningRate === history[0].learningRate)) {
      byId('rates').remove();
      return;
    }
    page.chart(
      byId('rates').querySelector('.chart'),
      `Learning rate of the last step of each epoch, from ${short(history[0].learningRate)} to ${short(history[history.length - 1].learningRate)}.`,
      (colors) => ({
        grid: {left: 70, right: 20, top: 20, bottom: 50},
        tooltip: page.tooltip(colors, {trigger: 'axis', formatter: (items) => `epoch ${items[0].value[0]}: ${short(items[0].value[1])}`}),
        xAxis: page.axis(colors, 'epoch', {type: 'value', min: 1, minInterval: 1}),
        yAxis: page.axis(colors, '', {type: 'value'}),
        series: [
          {
            type: 'line',
            name: 'learning rate',
            data: history.map((epoch) => [epoch.epoch, epoch.learningRate]),
            itemStyle: {color: colors.palette[0]},
          },
        ],
      }),
    );
  }

  function show(data) {
    const {history} = data;
    const smallest = smallestLoss(history);
    if (smallest === null) {
      byId('course').remove();
    } else {
      byId('course').textContent = course(history, smallest);
    }
    showCurve(data, 'Loss', (measured) => measured.loss);
    if (hasClasses(data)) {
      showCurve(data, 'Accuracy', (measured) => measured.accuracy);
    }
    showRates(history);
  }

  return {show};
})();
