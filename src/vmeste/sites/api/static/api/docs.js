// The page's only own script, a file of its own: the content security policy allows nothing inline.
const place = document.getElementById("contract");
SwaggerUIBundle({
  url: place.dataset.contract,
  domNode: place,
  deepLinking: true,
  docExpansion: "none",
  persistAuthorization: false,
  validatorUrl: null,
});
