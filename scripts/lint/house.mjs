// The rules of the house that oxlint does not bring. Loaded by .oxlintrc.json.

const MEMBERS = {
  Date: ['now'],
  performance: ['now', 'timeOrigin', 'mark', 'measure'],
  Math: ['random'],
  process: ['hrtime']
}
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate']
const MODULES = ['timers', 'timers/promises', 'perf_hooks']
const GLOBAL_OBJECTS = ['globalThis', 'global', 'window', 'self']

/** The door that everything else takes its clock, its timers and its chance from. */
const oneDoor = {
  meta: {
    type: 'problem',
    messages: {
      clock: '{{ what }}: take the time from `Clock` (packages/core/src/clock.ts)',
      timer: '{{ what }}: wait with `Clock.after`, `sleep` or `loop` of core',
      chance: '{{ what }}: take chance from `Random` (packages/core/src/clock.ts)'
    },
    schema: [{ type: 'object', properties: { allow: { type: 'array', items: { type: 'string' } } } }]
  },
  create(context) {
    const allowed = new Set(context.options[0]?.allow ?? [])
    const report = (node, messageId, what) => {
      if (!allowed.has(what)) context.report({ node, messageId, data: { what } })
    }

    /** The name of a global that `node` stands for: `Date`, or `globalThis.Date`. */
    const globalName = (node) => {
      if (node.type === 'Identifier') return isGlobal(context, node) ? node.name : undefined
      if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return undefined
      return GLOBAL_OBJECTS.includes(node.object.name) && isGlobal(context, node.object)
        ? keyOf(node)
        : undefined
    }
    const check = (node) => {
      const name = globalName(node)
      if (TIMERS.includes(name)) report(node, 'timer', name)
    }

    return {
      Identifier(node) {
        if (TIMERS.includes(node.name) && isReference(node)) check(node)
      },
      MemberExpression(node) {
        check(node)
        const owner = globalName(node.object)
        const key = keyOf(node)
        if (owner === undefined || !Object.hasOwn(MEMBERS, owner) || !MEMBERS[owner].includes(key)) return
        report(node, owner === 'Math' ? 'chance' : 'clock', `${owner}.${key}`)
      },
      VariableDeclarator(node) {
        if (node.id.type !== 'ObjectPattern' || node.init === null) return
        const owner = globalName(node.init)
        for (const property of node.id.properties) {
          if (property.type !== 'Property' || property.key.type !== 'Identifier') continue
          const key = property.key.name
          if (GLOBAL_OBJECTS.includes(owner) && TIMERS.includes(key)) report(property, 'timer', key)
          if (owner !== undefined && Object.hasOwn(MEMBERS, owner) && MEMBERS[owner].includes(key)) {
            report(property, owner === 'Math' ? 'chance' : 'clock', `${owner}.${key}`)
          }
        }
      },
      NewExpression(node) {
        if (node.arguments.length === 0 && globalName(node.callee) === 'Date')
          report(node, 'clock', 'new Date()')
      },
      CallExpression(node) {
        if (globalName(node.callee) === 'Date') report(node, 'clock', 'Date()')
      },
      ImportDeclaration(node) {
        const module = node.source.value.replace(/^node:/, '')
        if (!MODULES.includes(module) || node.importKind === 'type') return
        report(node, module === 'perf_hooks' ? 'clock' : 'timer', `import of ${module}`)
      }
    }
  }
}

function keyOf(node) {
  if (!node.computed && node.property.type === 'Identifier') return node.property.name
  return node.property.type === 'Literal' ? node.property.value : undefined
}

// A name that nothing in the file declares.
function isGlobal(context, identifier) {
  let scope = context.sourceCode.getScope(identifier)
  while (scope) {
    const variable = scope.set.get(identifier.name)
    if (variable !== undefined && variable.defs.length > 0) return false
    scope = scope.upper
  }
  return true
}

// Not the `b` of `a.b`, not a key, not a declaration, not a type.
function isReference(node) {
  const { parent } = node
  if (parent.type === 'MemberExpression') return parent.object === node || parent.computed
  if (parent.type === 'Property') return parent.value === node && parent.parent.type !== 'ObjectPattern'
  return !/^TS|^Import|^Export|^MethodDefinition|^PropertyDefinition/.test(parent.type)
}

/** `export *` hides what a package offers; every public name is listed by hand. */
const noExportStar = {
  meta: { type: 'problem', messages: { star: 'list what is exported by hand' } },
  create: (context) => ({
    ExportAllDeclaration(node) {
      context.report({ node, messageId: 'star' })
    }
  })
}

export default {
  meta: { name: 'house' },
  rules: { 'one-door': oneDoor, 'no-export-star': noExportStar }
}
