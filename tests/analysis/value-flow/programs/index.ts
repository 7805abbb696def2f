import { aliases } from './aliases';
import { callbacks } from './callbacks';
import { calls } from './calls';
import { choices } from './choices';
import { classes } from './classes';
import { closures } from './closures';
import { collections } from './collections';
import { contexts } from './contexts';
import { copies } from './copies';
import { generators } from './generators';
import { library } from './library';
import { order } from './order';
import { promises } from './promises';
import { properties } from './properties';
import { text } from './text';

/** All programs, by kind. */
export const programs = [
  ...copies,
  ...choices,
  ...properties,
  ...classes,
  ...calls,
  ...callbacks,
  ...closures,
  ...collections,
  ...promises,
  ...generators,
  ...text,
  ...library,
  ...order,
  ...contexts,
  ...aliases,
];
