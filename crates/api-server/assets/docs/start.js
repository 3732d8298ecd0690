// An answer is shown as it came: to indent it, Swagger UI would read its numbers into floats.
const asItCame = ({ React }) => ({
  wrapComponents: {
    responseBody: (Body) => (answer) => React.createElement(Body, { ...answer, contentType: "text/plain" }),
  },
});

SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  plugins: [asItCame],
  tryItOutEnabled: true,
  // Nobody else is asked whether the document is valid.
  validatorUrl: null,
});
