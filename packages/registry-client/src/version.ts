/** Of this package; a test holds it together with package.json. The registry shows it beside the framework's name. */
export const VERSION = '0.1.0'
