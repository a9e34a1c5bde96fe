'use strict';

/** What the pages have in common: numbers, tables, and charts that follow the colours of the page. */
const page = (() => {
  const data = JSON.parse(document.getElementById('data').textContent);

  function whole(value) {
    return value.toLocaleString('en-US');
  }

  /** A number with four significant digits, or so many. */
  function short(value, digits = 4) {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      return 'unknown';
    }
    if (value === 0) {
      return '0';
    }
    const size = Math.abs(value);
    if (size >= 1e7 || size < 1e-4) {
      return value.toExponential(digits - 1).replace(/\.?0+e/, 'e').replace('e+', 'e');
    }
    const text = value.toPrecision(digits);
    return text.includes('e')
      ? whole(Math.round(value))
      : text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  }

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  /** What stands for a text: numbers of it that have an exponent are kept whole, as lines break after a hyphen. */
  function unbroken(text) {
    return String(text)
      .split(/(-?[\d.]{1,20}e-\d{1,3})/)
      .map((part, i) => (i % 2 === 0 ? part : element('span', {class: 'unbroken'}, part)));
  }

  function byId(id) {
    return document.getElementById(id);
  }

  /** Fills a definition list with [term, description, remark] of text. */
  function describe(list, entries) {
    for (const [term, description, remark] of entries) {
      const value = element('dd', {}, ...unbroken(description));
      if (remark) {
        value.append(element('small', {}, ...unbroken(remark)));
      }
      list.append(element('div', {}, element('dt', {}, term), value));
    }
  }

  /** Fills a flat definition list with [term, description] of text. */
  function facts(list, entries) {
    for (const [term, description] of entries) {
      list.append(element('dt', {}, term), element('dd', {}, ...unbroken(description)));
    }
  }

  /** What was read, of a provenance: the first files, and how many there are. */
  function input(origin) {
    const files = origin.files;
    const named = origin.input.join(', ');
    return files === undefined
      ? named
      : `${whole(files.count)} ${files.count === 1 ? 'file' : 'files'}, ${whole(files.bytes)} bytes, newest ${files.newest}, fingerprint ${files.fingerprint}: ${named}${files.count > origin.input.length ? ', ...' : ''}`;
  }

  /**
   * A table whose columns sort.
   *
   * columns: {name, value: row -> number or text, show: row -> text or node, text: is it text,
   *   className: of its heading}
   */
  function table(caption, columns, rows) {
    const body = element('tbody');
    const heads = columns.map((column) => element('th', {scope: 'col', class: column.className ?? (column.text ? 'text' : '')}));
    const order = {column: -1, sign: 1};

    function fill(sorted) {
      body.replaceChildren(
        ...sorted.map((row) =>
          element(
            'tr',
            {},
            ...columns.map((column) => {
              const shown = column.show ? column.show(row) : short(column.value(row), 6);
              return shown instanceof HTMLTableCellElement
                ? shown
                : element('td', {class: column.text ? 'text' : ''}, ...(shown instanceof Node ? [shown] : unbroken(shown)));
            }),
          ),
        ),
      );
    }

    function sortBy(index) {
      const value = columns[index].value;
      order.sign = order.column === index ? -order.sign : columns[index].text ? 1 : -1;
      order.column = index;
      const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
      fill([...rows].sort((a, b) => order.sign * compare(value(a), value(b))));
      heads.forEach((head, i) => {
        head.setAttribute('aria-sort', i !== index ? 'none' : order.sign > 0 ? 'ascending' : 'descending');
      });
    }

    columns.forEach((column, i) => {
      if (!column.value) {
        heads[i].append(column.name);
        return;
      }
      const button = element('button', {type: 'button'}, column.name);
      button.addEventListener('click', () => sortBy(i));
      heads[i].append(button);
    });
    fill(rows);
    const made = element(
      'table',
      {},
      element('caption', {class: 'skip'}, caption),
      element('thead', {}, element('tr', {}, ...heads)),
      body,
    );
    return element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption}, made);
  }

  /**
   * Puts something behind a heading that opens, and makes it when that is opened; returns what makes
   * it anew.
   */
  function behind(place, heading, make) {
    const details = element('details', {}, element('summary', {}, heading));
    const fill = () => {
      if (details.open && details.childElementCount === 1) {
        details.append(make());
      }
    };
    details.addEventListener('toggle', fill);
    place.append(details);
    return () => {
      [...details.children].slice(1).forEach((made) => made.remove());
      fill();
    };
  }

  /** Pixels of a line in a legend: two dashes and more. */
  const LEGEND_LINE = 36;

  const charts = [];
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const narrow = matchMedia('(max-width: 640px)');

  function isOnPaper() {
    return document.documentElement.classList.contains('on-paper');
  }

  function theme() {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue('--' + name).trim();
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
      // Okabe and Ito's colours, which colour-blind readers can distinguish; black and yellow left out.
      palette: isDark
        ? ['#56b4e9', '#e69f00', '#2fc79a', '#f08c4a', '#e39cc4', '#7fa8ff', '#c9c14a']
        : ['#0072b2', '#c77700', '#00825e', '#d1490c', '#b2558b', '#3d55b8', '#7a7300'],
      // From few to many; both ends differ from the page.
      scale: isDark ? ['#243b53', '#2f7fb5', '#7cd1c4', '#f7f3b0'] : ['#dcebf5', '#7db6d9', '#1f6fa8', '#08254a'],
    };
  }

  /** How the i-th of many lines is drawn: in each colour solid, then dashed, then dotted. */
  function lineOf(colors, i) {
    const count = colors.palette.length;
    return {color: colors.palette[i % count], type: ['solid', 'dashed', 'dotted'][Math.floor(i / count) % 3]};
  }

  /**
   * Draws a chart, again whenever colours or width change. option: theme -> ECharts' option. One that
   * cannot be drawn says so in its place, and leaves the others alone.
   */
  function chart(place, alternative, option) {
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', alternative);
    const drawn = {
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
      drawn.draw();
    } catch (error) {
      console.error(error);
      drawn.chart.dispose();
      place.replaceChildren(`This chart could not be drawn: ${error.message}`);
      return drawn;
    }
    charts.push(drawn);
    new ResizeObserver(() => {
      if (!isOnPaper()) {
        drawn.chart.resize();
      }
    }).observe(place);
    return drawn;
  }

  function redraw() {
    charts.forEach((drawn) => drawn.draw());
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

  function axis(colors, name, more = {}) {
    return {
      name,
      nameTruncate: {maxWidth: 300},
      nameLocation: 'middle',
      nameGap: 30,
      nameTextStyle: {color: colors.muted},
      axisLine: {show: true, onZero: false, lineStyle: {color: colors.dim}},
      axisLabel: {color: colors.text, hideOverlap: true, formatter: (value) => short(value, 3)},
      splitLine: {lineStyle: {color: colors.line}},
      minorSplitLine: {show: false},
      ...more,
    };
  }

  /** A number on an axis: a short one. */
  function tick(value) {
    return value >= 1e5 || (value > 0 && value < 1e-3) ? Number(value.toPrecision(3)).toExponential().replace('e+', 'e') : short(value, 3);
  }

  /**
   * An axis for values: linear where they are within a factor of four, logarithmic where they are
   * positive and farther apart. ECharts puts ticks at powers of its base only, so that follows.
   */
  function spreadAxis(colors, name, values, more = {}) {
    const low = Math.min(...values);
    const decades = Math.log10(Math.max(...values) / low);
    const axisLabel = {color: colors.text, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: tick, ...more.axisLabel};
    if (!(low > 0 && decades > Math.log10(4))) {
      return axis(colors, name, {type: 'value', scale: true, ...more, axisLabel: {...axisLabel, showMinLabel: true, showMaxLabel: true, ...more.axisLabel}});
    }
    return axis(colors, name, {
      type: 'log',
      logBase: decades < 2.2 ? 2 : decades < 9.5 ? 10 : decades < 19 ? 100 : 1000,
      splitNumber: 8,
      // A little more than the data needs, so that its ends are not cut off.
      min: (extent) => extent.min * 0.93,
      max: (extent) => extent.max / 0.93,
      ...more,
      axisLabel,
    });
  }

  /** Tooltips are drawn, not made of HTML, so that names cannot be markup. */
  function tooltip(colors, more) {
    return {
      renderMode: 'richText',
      confine: true,
      backgroundColor: colors.raised,
      borderColor: colors.line,
      textStyle: {color: colors.text, fontSize: 12},
      ...more,
    };
  }

  function legend(colors, more = {}) {
    return {type: 'scroll', top: 0, textStyle: {color: colors.text}, pageTextStyle: {color: colors.text}, ...more};
  }

  /**
   * A legend of lines alone, long enough to show their dashes, which a symbol would hide. The first
   * series of each name is the line.
   */
  function lineLegend(colors, names, more = {}) {
    return legend(colors, {data: names, itemWidth: LEGEND_LINE, itemStyle: {opacity: 0}, ...more});
  }

  /** A series of rectangles; an item is [x from, x to, y from, y to, value]. */
  function rectangles(name, items, more = {}) {
    return {
      type: 'custom',
      name,
      data: items,
      encode: {x: [0, 1], y: [2, 3], tooltip: [4]},
      progressive: 0,
      dimensions: ['x from', 'x to', 'y from', 'y to', 'value'],
      clip: true,
      renderItem(params, api) {
        const a = api.coord([api.value(0), api.value(2)]).map(Math.round);
        const b = api.coord([api.value(1), api.value(3)]).map(Math.round);
        return {
          type: 'rect',
          shape: {
            x: Math.min(a[0], b[0]),
            y: Math.min(a[1], b[1]),
            width: Math.max(1, Math.abs(a[0] - b[0])),
            height: Math.max(1, Math.abs(a[1] - b[1])),
          },
          style: {fill: api.visual('color')},
        };
      },
      ...more,
    };
  }

  /** A series that is drawn by renderItem, beside what tooltips tell of. */
  function drawn(name, color, items, more) {
    return {type: 'custom', name, silent: true, clip: true, tooltip: {show: false}, itemStyle: {color}, data: items, progressive: 0, ...more};
  }

  /**
   * Error bars; an item is [place, from, to]: its place on one axis, its ends on the other, which is
   * that of y unless they lie.
   */
  function errorBars(name, color, items, {lying = false, ...more} = {}) {
    const cap = 4;
    return drawn(name, color, items, {
      encode: lying ? {x: [1, 2], y: [0]} : {x: [0], y: [1, 2]},
      renderItem(params, api) {
        const end = (k) => api.coord(lying ? [api.value(k), api.value(0)] : [api.value(0), api.value(k)]);
        const [from, to] = [end(1), end(2)];
        const [dx, dy] = lying ? [0, cap] : [cap, 0];
        const stroke = {stroke: api.visual('color'), lineWidth: 1.5};
        return {
          type: 'group',
          children: [
            [from, to],
            ...[from, to].map(([x, y]) => [
              [x - dx, y - dy],
              [x + dx, y + dy],
            ]),
          ].map(([a, b]) => ({type: 'line', shape: {x1: a[0], y1: a[1], x2: b[0], y2: b[1]}, style: stroke})),
        };
      },
      ...more,
    });
  }

  /** A filled band inside a polygon; its points are items so that the axes have room for them. */
  function band(name, color, points, more = {}) {
    return drawn(name, color, points, {
      renderItem(params, api) {
        return params.dataIndex > 0
          ? null
          : {
              type: 'polygon',
              shape: {points: points.map((point) => api.coord(point))},
              style: {fill: color, opacity: 0.18},
            };
      },
      ...more,
    });
  }

  return {data, whole, short, element, unbroken, byId, describe, facts, input, table, behind, chart, lineOf, narrow, axis, spreadAxis, tooltip, legend, lineLegend, rectangles, band, errorBars};
})();
