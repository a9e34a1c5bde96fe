'use strict';

/* exported pageSeries */

/** Series that ECharts does not provide. */
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

  /** A series that is drawn by renderItem and has no tooltip. */
  function drawn(name, color, items, more) {
    return {type: 'custom', name, silent: true, clip: true, tooltip: {show: false}, itemStyle: {color}, data: items, progressive: 0, ...more};
  }

  /** Error bars; an item is [position, from, to]: its position on one axis and its ends on the other,
   * which is the y axis unless the bars are horizontal.
   */
  function errorBars(name, color, items, {horizontal = false, ...more} = {}) {
    const cap = 4;
    return drawn(name, color, items, {
      encode: horizontal ? {x: [1, 2], y: [0]} : {x: [0], y: [1, 2]},
      renderItem(_params, api) {
        const end = (k) => api.coord(horizontal ? [api.value(k), api.value(0)] : [api.value(0), api.value(k)]);
        const [from, to] = [end(1), end(2)];
        const [dx, dy] = horizontal ? [0, cap] : [cap, 0];
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

  /** A filled polygon; its points are items so that the axes include them. */
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
