// CommonJS: require() loads it as it is, for there is no top-level await anywhere in it.
const { createChassis } = require('node-chassis')

async function main() {
  const chassis = createChassis({ service: { name: 'shop' } })
  await chassis.start()
  const answer = await chassis.call('order', '/orders/42')
  console.log(answer.status, answer.json())
  await chassis.close()
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
