// Shows the daemon's API description. Paths that change something can be tried out too, with a key that may.
SwaggerUIBundle({
  url: '/openapi.yaml',
  dom_id: '#description',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  // A validator elsewhere would be asked otherwise.
  validatorUrl: null,
})
