'use strict';

/* global pageText */
/* exported pageTables */

/** Sortable tables, and content behind a heading that opens. */
const pageTables = (() => {
  const {short, element, unbroken} = pageText;

  /** A table with sortable columns.
   *
   * columns: {name, value: row -> number or text, show: row -> text or node, text: whether it is text,
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

  /** Adds a heading that opens, and creates its content when it is first opened; returns a function that
   * recreates the content.
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

  return {table, behind};
})();
