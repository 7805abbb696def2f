export { mentionsSetUp, setUpIn } from './set-up';
export { programSetUp } from './program-set-up';
