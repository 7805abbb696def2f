import { EventEmitter } from 'node:events';

/** The events of the shop, for as long as the process runs: `paid:<order id>`. */
export const eventBus = new EventEmitter();
