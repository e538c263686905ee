// Pages without sign-in.
import "./common.js";
