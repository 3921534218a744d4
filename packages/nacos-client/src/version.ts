/** Of this package; a test holds it together with package.json. Servers list it beside each connection. */
export const VERSION = '0.1.0'
