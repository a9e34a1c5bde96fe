'use strict';

/* exported pageSeries */

/** Series that ECharts does not have. */
const pageSeries = (() => {
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
      renderItem(_params, api) {
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
      renderItem(_params, api) {
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

  return {rectangles, band, errorBars};
})();
