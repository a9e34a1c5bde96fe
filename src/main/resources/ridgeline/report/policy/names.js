'use strict';

/* exported policyNames */

/** Policies in words, and the ones that the page compares. */
const policyNames = (() => {
  const {whole, short} = page;

  function rows({window, halfLife}) {
    const reach = window === 'all' ? 'all rows' : window;
    return halfLife === 'none' ? reach : `${reach}, half-life ${halfLife}`;
  }

  function cadence(policy) {
    return policy.cadence === 'never' ? 'never' : `every ${policy.cadence.replace(/^1 /, '')}`;
  }

  /** Such as "every 7 days on 60 days". */
  function full(policy) {
    return `${cadence(policy)} on ${rows(policy)}`;
  }

  function percent(share, digits = 3) {
    return `${short(100 * share, digits)}\u00a0%`;
  }

  /** Such as "1 training" or "2 trainings". */
  function counted(count, one, several) {
    return `${whole(count)} ${count === 1 ? one : several}`;
  }

  /** The policies that are drawn by date: {policy, roles, name}; a policy may have several roles. */
  function drawn({best, recommended, policies}) {
    const chosen = policies[recommended];
    const once = policies.findIndex(
      (policy) => policy.cadence === 'never' && policy.window === chosen?.window && policy.halfLife === chosen?.halfLife,
    );
    const roles = [
      [recommended, 'recommended'],
      [best, 'best'],
      [once < 0 ? null : once, 'never retrained'],
    ].filter(([position]) => position !== null);
    const positions = [...new Set(roles.map(([position]) => position))];
    return positions.map((position) => {
      const own = roles.filter(([at]) => at === position).map(([, role]) => role);
      return {policy: policies[position], roles: own, name: `${own.join(', ')}: ${full(policies[position])}`};
    });
  }

  return {rows, cadence, full, percent, counted, drawn};
})();
