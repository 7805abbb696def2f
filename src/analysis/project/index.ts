export { projectFacts } from './project-facts';
export type { ModuleSystem, ProjectFacts, ProjectSettings } from './project-facts';
export type { Version } from './version-range';
