import { watch } from './client';
import { WatchTotals, type CountsFragment } from './generated';

/** Everything counted, while somebody looks. */
class Totals {
  tally = $state.raw<CountsFragment | null>(null);

  /** Follows until the returned function is called. */
  follow(): () => void {
    return watch(WatchTotals, {}, ({ totals }) => (this.tally = totals));
  }
}

/** Everything counted. */
export const totals = new Totals();
