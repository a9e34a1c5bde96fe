'use strict';

/* global trainMeasures */
/* exported epochsChart */

/** Charts of a measure by epoch, with a line for each split. */
const epochsChart = (() => {
  const {short, element} = page;

  /** The epoch with the smallest validation loss; null without validation rows. */
  function smallestLoss(epochs) {
    return epochs.every((epoch) => epoch.validation !== null)
      ? epochs.reduce((smallest, epoch) => (epoch.validation.loss < smallest.validation.loss ? epoch : smallest))
      : null;
  }

  /** A ring at the epoch with the smallest validation loss. */
  function smallestPoint(color, epochs, value) {
    const smallest = smallestLoss(epochs);
    return smallest === null
      ? undefined
      : {
          silent: true,
          symbol: 'circle',
          symbolSize: 16,
          itemStyle: {color: 'transparent', borderColor: color, borderWidth: 2},
          label: {show: false},
          data: [{name: 'smallest validation loss', coord: [smallest.epoch, value(smallest.validation)]}],
        };
  }

  /** The alignment of an epoch's label with its line, so that the label stays on the chart. */
  function labelSide(epoch, epochs) {
    const place = (epoch - 1) / Math.max(1, epochs.length - 1);
    return place < 0.15 ? 'left' : place > 0.85 ? 'right' : 'center';
  }

  /** A line at the epoch whose weights were chosen, with a label above the curves. */
  function chosenWeights(colors, epoch, epochs) {
    return {
      silent: true,
      symbol: 'none',
      lineStyle: {color: colors.muted, type: 'dashed'},
      label: {formatter: 'chosen weights', color: colors.muted, position: 'end', align: labelSide(epoch, epochs), distance: 4},
      data: [{xAxis: epoch}],
    };
  }

  function partSeries(part, color, epochs, value, markLine) {
    return {
      type: 'line',
      name: part.name,
      data: epochs.map((epoch) => [epoch.epoch, value(epoch[part.key])]),
      symbolSize: 6,
      itemStyle: {color},
      lineStyle: {width: 2},
      markLine,
      markPoint: part.key === 'validation' ? smallestPoint(color, epochs, value) : undefined,
    };
  }

  function newFigure(place, title) {
    const figure = element('figure', {}, element('figcaption', {}, title), element('div', {class: 'chart', tabindex: '0'}));
    place.append(figure);
    return figure;
  }

  /** Draws a measure of each split by epoch.
   * value: measures -> number; longest: last epoch on the axis;
   * more: {axis: options of the value axis, taken: the epoch to mark as that of the chosen weights}
   */
  function draw(figure, title, parts, epochs, value, longest, {axis, taken = null}) {
    const last = epochs[epochs.length - 1];
    page.chart(
      figure.querySelector('.chart'),
      `${title} by epoch: ${parts.map((part) => `${part.name} ends at ${short(value(last[part.key]))}`).join(', ')}.`,
      (colors) => ({
        legend: page.legend(colors),
        grid: {left: 70, right: 20, top: taken === null ? 40 : 60, bottom: 50},
        tooltip: page.tooltip(colors, {
          trigger: 'axis',
          formatter: (items) =>
            [`epoch ${items[0].value[0]}`, ...items.map((item) => `${item.seriesName} ${short(item.value[1])}`)].join('\n'),
        }),
        xAxis: page.axis(colors, 'epoch', {type: 'value', min: 1, max: longest, minInterval: 1}),
        yAxis: page.axis(colors, '', {type: 'value', axisLabel: trainMeasures.exactTicks(colors), ...axis}),
        series: parts.map((part, i) =>
          partSeries(part, colors.palette[i], epochs, value, taken !== null && i === 0 ? chosenWeights(colors, taken, epochs) : undefined),
        ),
      }),
    );
  }

  return {smallestLoss, newFigure, draw};
})();
