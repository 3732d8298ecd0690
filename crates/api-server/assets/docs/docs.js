// A response is shown verbatim: to indent it, Swagger UI would parse its numbers into floats.
const verbatim = ({ React }) => ({
  wrapComponents: {
    responseBody: (Body) => (properties) => React.createElement(Body, { ...properties, contentType: "text/plain" }),
  },
});

SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  plugins: [verbatim],
  tryItOutEnabled: true,
  // No other host validates the document.
  validatorUrl: null,
});
