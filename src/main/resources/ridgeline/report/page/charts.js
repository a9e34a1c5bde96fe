'use strict';

/* exported pageCharts */

/** Charts that follow the colours and the width of the page. */
const pageCharts = (() => {
  const charts = [];
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const narrow = matchMedia('(max-width: 640px)');

  function isOnPaper() {
    return document.documentElement.classList.contains('on-paper');
  }

  function theme() {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue(`--${name}`).trim();
    const isDark = dark.matches && !isOnPaper();
    return {
      background: color('background'),
      raised: color('raised'),
      text: color('text'),
      muted: color('muted'),
      line: color('line'),
      accent: color('accent'),
      negative: color('negative'),
      dim: color('dim'),
      // Okabe and Ito's colours, which colour-blind readers can distinguish, without black and yellow.
      palette: isDark
        ? ['#56b4e9', '#e69f00', '#2fc79a', '#f08c4a', '#e39cc4', '#7fa8ff', '#c9c14a']
        : ['#0072b2', '#c77700', '#00825e', '#d1490c', '#b2558b', '#3d55b8', '#7a7300'],
      // From few to many; both ends contrast with the page.
      scale: isDark ? ['#243b53', '#2f7fb5', '#7cd1c4', '#f7f3b0'] : ['#dcebf5', '#7db6d9', '#1f6fa8', '#08254a'],
    };
  }

  /** Draws a chart, and redraws it when colours or width change. option: theme -> ECharts' option. A chart
   * that cannot be drawn is replaced by a message and does not affect the others.
   */
  function chart(place, alternative, option) {
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', alternative);
    const made = {
      chart: echarts.init(place),
      draw() {
        const colors = theme();
        this.chart.setOption(
          {
            animation: false,
            backgroundColor: 'transparent',
            textStyle: {fontFamily: 'system-ui, sans-serif', color: colors.text},
            ...option(colors),
          },
          {notMerge: true},
        );
      },
    };
    try {
      made.draw();
    } catch (error) {
      console.error(error);
      made.chart.dispose();
      place.replaceChildren(`This chart could not be drawn: ${error.message}`);
      return made;
    }
    charts.push(made);
    new ResizeObserver(() => {
      if (!isOnPaper()) {
        made.chart.resize();
      }
    }).observe(place);
    return made;
  }

  function redraw() {
    charts.forEach((one) => one.draw());
  }

  dark.addEventListener('change', redraw);
  narrow.addEventListener('change', redraw);
  addEventListener('beforeprint', () => {
    document.documentElement.classList.add('on-paper');
    redraw();
  });
  addEventListener('afterprint', () => {
    document.documentElement.classList.remove('on-paper');
    redraw();
  });

  return {chart, narrow};
})();
