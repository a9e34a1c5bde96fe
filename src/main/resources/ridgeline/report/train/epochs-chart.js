'use strict';

/* global trainMeasures */
/* exported epochsChart */

/** Values of the parts of the rows by epoch. */
const epochsChart = (() => {
  const {short, element} = page;

  /** The epoch with the least validation loss; without validation rows null. */
  function leastLoss(epochs) {
    return epochs.every((epoch) => epoch.validation !== null)
      ? epochs.reduce((least, epoch) => (epoch.validation.loss < least.validation.loss ? epoch : least))
      : null;
  }

  /** A ring at the epoch with the least validation loss. */
  function leastPoint(color, epochs, value) {
    const least = leastLoss(epochs);
    return least === null
      ? undefined
      : {
          silent: true,
          symbol: 'circle',
          symbolSize: 16,
          itemStyle: {color: 'transparent', borderColor: color, borderWidth: 2},
          label: {show: false},
          data: [{name: 'least validation loss', coord: [least.epoch, value(least.validation)]}],
        };
  }

  /** On which side of its line the label of an epoch is, so that it stays on the chart. */
  function labelSide(epoch, epochs) {
    const place = (epoch - 1) / Math.max(1, epochs.length - 1);
    return place < 0.15 ? 'left' : place > 0.85 ? 'right' : 'center';
  }

  /** A line at the epoch whose weights were taken, with its label above the curves. */
  function weightsTaken(colors, epoch, epochs) {
    return {
      silent: true,
      symbol: 'none',
      lineStyle: {color: colors.muted, type: 'dashed'},
      label: {formatter: 'weights taken', color: colors.muted, position: 'end', align: labelSide(epoch, epochs), distance: 4},
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
      markPoint: part.key === 'validation' ? leastPoint(color, epochs, value) : undefined,
    };
  }

  function newFigure(place, title) {
    const figure = element('figure', {}, element('figcaption', {}, title), element('div', {class: 'chart', tabindex: '0'}));
    place.append(figure);
    return figure;
  }

  /**
   * Draws a value of each part by epoch.
   *
   * value: measured -> number; longest: last epoch of the axis;
   * more: {axis: of the values, taken: the epoch whose weights were taken, if that is marked}
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
          partSeries(part, colors.palette[i], epochs, value, taken !== null && i === 0 ? weightsTaken(colors, taken, epochs) : undefined),
        ),
      }),
    );
  }

  return {leastLoss, newFigure, draw};
})();
