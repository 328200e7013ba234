<%> helpers %>
