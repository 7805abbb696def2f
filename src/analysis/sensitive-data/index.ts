/** Names, contexts and literals: what is personal data, what is a secret, what makes either safe. No data flow. */
export { classifyLiteral, isPlaceholder } from './classify-literal';
export { classifyKey, classifyName, type NameInput, type NameKind, type SensitiveVerdict } from './classify-name';
export { isPersonObject } from './object-context';
export { isSanitizerName } from './sanitizer-name';
export { splitWords } from './split-words';
export { describeClass, typeRulesOut } from './type-hints';
export { buildVocabulary, type NameEntry, type Vocabulary, type VocabularySource } from './vocabulary';
