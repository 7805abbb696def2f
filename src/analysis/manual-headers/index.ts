export { type HeaderSite } from './header-sites';
export { type Hole } from './text-parts';
export { ManualHeaders, type ManualHeader } from './manual-headers';
export { type HeaderContext } from './header-context';
