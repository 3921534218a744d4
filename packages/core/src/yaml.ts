export type { RawList, RawMap, RawNode, RawScalar } from './yaml/nodes.ts'
export { YamlError } from './yaml/nodes.ts'
export { parseYaml, parseYamlDocuments } from './yaml/parse.ts'
export { widePunctuation, widePunctuationAt } from './yaml/punctuation.ts'
export type { Reading } from './yaml/read.ts'
export {
  parseDoubleText,
  readBoolean,
  readDouble,
  readFloat,
  readInt,
  readText,
  readTexts
} from './yaml/read.ts'
