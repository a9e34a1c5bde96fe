'use strict';

/* exported retrainBars */

/** Horizontal bars of features or columns, the first at the top. */
const retrainBars = (() => {
  /** Maximum number of bars in a chart. */
  const MAX_BARS = 20;

  /** Few bars do not need a tall chart. */
  const TALL = 8;

  /** Options of a chart of bars.
   *
   * bars: {name, value, color}
   * more: {axis: name of the axis of values, xAxis: options of it, markLine, series: after the bars, tooltip: position -> text}
   */
  function option(bars, more, colors) {
    return {
      grid: {left: 20, right: 40, top: 24, bottom: 44, containLabel: true},
      tooltip: page.tooltip(colors, {trigger: 'axis', axisPointer: {type: 'shadow'}, formatter: (items) => more.tooltip(items[0].dataIndex)}),
      xAxis: page.axis(colors, more.axis, {type: 'value', ...more.xAxis}),
      yAxis: page.axis(colors, '', {
        type: 'category',
        inverse: true,
        data: bars.map((bar) => bar.name),
        axisLabel: {color: colors.text, width: page.narrow.matches ? 140 : 220, overflow: 'truncate', interval: 0},
        axisTick: {show: false},
      }),
      series: [
        {
          type: 'bar',
          name: more.axis,
          data: bars.map((bar) => ({value: bar.value, itemStyle: {color: bar.color}})),
          barMaxWidth: 22,
          markLine: more.markLine,
        },
        ...more.series,
      ],
    };
  }

  function chart(figure, alternative, bars, more) {
    const place = figure.querySelector('.chart');
    place.classList.toggle('tall', bars > TALL);
    page.chart(place, alternative, more);
  }

  return {MAX_BARS, option, chart};
})();
