export { NO_SET_UP, projectFacts } from './project-facts';
export type { ModuleSystem, ProjectFacts, ProjectSettings, SetUp, SetUpEvidence } from './project-facts';
export type { Version } from './version-range';
