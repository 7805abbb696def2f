export { type HeaderSite, nameOfSite } from './header-sites';
export { type Hole } from './text-parts';
export { ManualHeaders, type ManualHeader } from './manual-headers';
export { type HeaderContext } from './header-context';
export { type HeaderSource, type ParsedParent, parsedParents } from './parsed-parents';
export { ADDING_LIBRARIES, type DoubledHeader, doubledHeaders, type RequestParts } from './doubled-headers';
